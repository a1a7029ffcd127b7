-- Who may sign in, for the statements of other modules.
create view active as
  select tenant_id, user_id from account where status = 'active';

grant select on active to ${app};
