-- What a member of staff may open. Until now there was one account, and it saw everything: it keeps that. The default stays
-- until no version runs any more that makes the first account without saying what it may do.
alter table staff_account add column roles text[] not null default '{administrator,operator}'
  check (cardinality(roles) > 0);
drop index one_staff_account;
