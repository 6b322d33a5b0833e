setspn -Q http/OLD
setspn -Q HTTP/emea.corp.example
setspn -F -Q HTTP/emea.corp.example
setspn -T EMEA -Q HTTP/emea.corp.example
setspn -T EMEA -F -Q HTTP/portal.corp.example
setspn -F -Q HTTP/*.corp.example
setspn -Q */old*
setspn -Q HTTP/*.corp
setspn -F -Q */*
