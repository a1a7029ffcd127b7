-- Signing keys of RS256 (RSA of 3072 bits), for what the OpenID provider signs: the modulus.
alter table signing_key drop constraint signing_key_algorithm_check;
alter table signing_key add constraint signing_key_algorithm_check check (algorithm in ('ed25519', 'ml_dsa_44', 'es256', 'rs256'));
alter table signing_key drop constraint signing_key_public_key_check;
alter table signing_key add constraint signing_key_public_key_check
  check (length(public_key) = case algorithm when 'ed25519' then 32 when 'ml_dsa_44' then 1312 when 'rs256' then 384 else 65 end);
