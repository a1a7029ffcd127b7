-- From which version of the password on a check of it opens a session: one that began before a new password was chosen and
-- ends after it opens none. A better hash of the same password leaves it as it is.
alter table account add column password_since bigint not null default 0;

-- Somebody says that passkeys and app are lost. They go when nobody who has them objects until then.
create table factor_loss (
  tenant_id   text        not null,
  user_id     uuid        not null,
  declared_at timestamptz not null,
  ready_at    timestamptz not null,
  primary key (tenant_id, user_id)
);
grant select, insert, delete on factor_loss to ${app};
