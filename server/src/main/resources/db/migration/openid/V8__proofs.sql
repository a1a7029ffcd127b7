-- With what the person had proven who they are when they granted this, as identity.session keeps it; empty where it is not known.
alter table token_family add column proofs text not null default '';
