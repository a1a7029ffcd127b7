-- People who are here already: an application they sign in to may be told what they allow it, like for those who come.
update read_state set purposes = array_append(purposes, 'application')
where not erased and not 'application' = any(purposes);
