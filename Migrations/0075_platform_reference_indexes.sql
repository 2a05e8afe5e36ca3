-- Deleting an account that was never verified, which anybody may cause by registering its address
-- again, looks for the rows that refer to it: by an index, not by reading every session and every
-- onboarding.
create index sessions_of_actor on identity.sessions (acting_account_id)
    where acting_account_id is not null;
create index onboardings_of_decider on organizations.onboardings (decided_by)
    where decided_by is not null;
