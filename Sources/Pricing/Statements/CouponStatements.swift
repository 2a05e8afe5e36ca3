import Bedrock
import Platform
import Postgres
import PriceEngine

enum CouponStatements {
    static let insert = Statement<
        Void, ID<Organization>, [String], ID<Promotion>, ID<CouponBatch>, Int64?, Int64?, Instant?,
        Instant?, Instant
    >(
        """
        insert into pricing.coupons
            (organization_id, code, promotion_id, batch_id, most, per_company, valid_from,
            valid_until, created_at)
        select $1, n.code, $3, $4, $5, $6, $7, $8, $9 from unnest($2) as n (code)
        """)

    /// From now on the promotion is for those who give a code.
    static let close = Statement<Void, ID<Organization>, ID<Promotion>>(
        """
        update pricing.promotions set stored_codes = true
        where organization_id = $1 and id = $2 and not stored_codes
        """)

    static let page = Statement<
        CouponView, ID<Organization>, ID<Promotion>, String, Int64
    >(
        """
        select code, promotion_id, batch_id, most, per_company, valid_from, valid_until,
            created_at, disabled_at, redeemed
        from pricing.coupons
        where organization_id = $1 and promotion_id = $2 and code > $3
        order by code limit $4
        """
    ) { row in
        CouponView(
            code: try row.read(), promotion: try row.read(), batch: try row.read(),
            most: try row.read(), perCompany: try row.read(), validFrom: try row.read(),
            validUntil: try row.read(), createdAt: try row.read(), disabledAt: try row.read(),
            redeemed: try row.read())
    }

    /// Disables codes by name, or a batch whole; answers those that were not disabled before.
    static let disable = Statement<
        String, ID<Organization>, ID<Promotion>, [String], ID<CouponBatch>?, Instant
    >(
        """
        update pricing.coupons set disabled_at = $5
        where organization_id = $1 and promotion_id = $2 and disabled_at is null
            and (code = any($3) or batch_id = $4)
        returning code
        """)

    /// Those of the given codes that are good for a company at an instant.
    static let opened = Statement<
        OpenedCoupon, ID<Organization>, ID<Company>, [String], Instant
    >(
        """
        select c.code, c.promotion_id
        from pricing.coupons c
        where c.organization_id = $1 and c.code = any($3) and c.disabled_at is null
            and (c.valid_from is null or c.valid_from <= $4)
            and (c.valid_until is null or c.valid_until > $4)
            and (c.most is null or c.redeemed < c.most)
            and (c.per_company is null or c.per_company > (
                select count(*) from pricing.coupon_redemptions r
                where r.organization_id = $1 and r.code = c.code and r.company_id = $2))
        """
    ) { row in OpenedCoupon(code: try row.read(), promotion: try row.read()) }
}
