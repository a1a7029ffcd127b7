-- Wrong codes of the authenticator app in a row; see NIST SP 800-63B-4 section 3.2.2.
alter table account add column code_failures integer not null default 0;

-- The FIDO metadata file that was taken last: an older one is not, and it is itself good after the certificate of its signer.
create table authenticator_metadata (
  tenant_id   text        not null,
  publisher   bytea       not null check (length(publisher) = 32), -- digest of who is believed
  number      bigint      not null,
  digest      bytea       not null check (length(digest) = 32),
  accepted_at timestamptz not null,
  primary key (tenant_id, publisher)
);

grant select, insert, update on authenticator_metadata to ${app};
