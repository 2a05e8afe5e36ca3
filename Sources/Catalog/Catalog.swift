// What is sold.
//
// Owns product types (the attributes of a kind of product), the category tree, brands, products
// and their variants (one SKU each, with measures, packs, costs and barcodes).
//
// Always so: a SKU names one variant of an organization; stock and prices count base units, of
// which `case_size` make a case; a variant is of its product's category when it is made; a
// barcode may stand on several variants, as real price books have it, and the report says so; the
// same file twice changes nothing, the price book's version included.
//
// Limits: `CatalogLimits`.
public import Platform

/// The catalog's front page.
public enum Catalog {
    /// Declares its operations.
    public static func declare(_ table: inout OperationTable) {
        table.add(CreateProductType.self)
        table.add(ListProductTypes.self)
        table.add(ReadProductType.self)
        table.add(ChangeProductType.self)
        table.add(CreateCategory.self)
        table.add(ListCategories.self)
        table.add(ReadCategory.self)
        table.add(ChangeCategory.self)
        table.add(CreateBrand.self)
        table.add(ListBrands.self)
        table.add(ReadBrand.self)
        table.add(ChangeBrand.self)
        table.add(PutProductImages.self)
        table.add(ReadProductImages.self)
        table.add(PutVariantImages.self)
        table.add(ReadVariantImages.self)
        table.add(CreateProduct.self)
        table.add(ListProducts.self)
        table.add(ReadProduct.self)
        table.add(ChangeProduct.self)
        table.add(ListPublishedBrands.self)
        table.add(ListBrandSellers.self)
        table.add(CreateCollection.self)
        table.add(ListCollections.self)
        table.add(ReadCollection.self)
        table.add(ChangeCollection.self)
        table.add(RemoveCollection.self)
        table.add(PutCollectionProducts.self)
        table.add(ListCollectionProducts.self)
        table.add(PutListings.self)
        table.add(ListListings.self)
        table.add(RemoveListing.self)
        table.add(ListTags.self)
        table.add(ChangeTag.self)
        table.add(RemoveTag.self)
        table.add(CreateVariant.self)
        table.add(ListVariants.self)
        table.add(ReadVariant.self)
        table.add(ChangeVariant.self)
        table.add(ReadVariantLevies.self)
        table.add(PutVariantLevies.self)
        table.add(ImportProducts.self)
        table.add(ExportProducts.self)
        table.add(BringProducts.self)
    }
}
