setspn -S portal.corp.example CORP\svc-web
setspn -S HTTP\portal.corp.example CORP\svc-web
setspn -S HTTP/ CORP\svc-web
setspn -S HTTP//portal CORP\svc-web
setspn -S "HTTP/portal corp" CORP\svc-web
setspn -S HTTP/a/b/c CORP\svc-web
setspn -A HTTP/*.corp.example CORP\svc-web
setspn -A HTTP/portal@CORP.EXAMPLE CORP\svc-web
rem backslashes before a quotation mark are the C runtime's
setspn -S "HTTP/a\\" CORP\svc-web
setspn -S "HTTP/a\" "CORP\svc-web"
