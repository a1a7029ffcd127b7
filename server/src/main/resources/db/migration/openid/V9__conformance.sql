-- RS256 for applications that know nothing newer; some know no PKCE, others must push what they ask for (RFC 9126).
alter table client drop constraint client_id_token_alg_check;
alter table client add constraint client_id_token_alg_check check (id_token_alg in ('ES256', 'EdDSA', 'RS256'));
alter table client add column pkce_optional boolean not null default false;
alter table client add constraint client_public_pkce check (not pkce_optional or kind = 'web');
alter table client add column par_required boolean not null default false;
alter table invitation add column pkce_optional boolean not null default false;
