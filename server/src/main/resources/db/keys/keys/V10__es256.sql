-- Signing keys of ES256 (ECDSA on P-256), for what the OpenID provider signs: a point, uncompressed.
alter table signing_key drop constraint signing_key_algorithm_check;
alter table signing_key add constraint signing_key_algorithm_check check (algorithm in ('ed25519', 'ml_dsa_44', 'es256'));
alter table signing_key drop constraint signing_key_public_key_check;
alter table signing_key add constraint signing_key_public_key_check
  check (length(public_key) = case algorithm when 'ed25519' then 32 when 'ml_dsa_44' then 1312 else 65 end);
