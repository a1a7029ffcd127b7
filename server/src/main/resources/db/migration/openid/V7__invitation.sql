-- Who may register applications by themselves (RFC 7591): of the token the SHA-256.
create table invitation (
  tenant_id  text        not null,
  token_hash bytea       not null check (length(token_hash) = 32),
  uses_left  int         not null check (uses_left >= 0),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, token_hash)
);
grant select, insert, update, delete on invitation to ${app};
