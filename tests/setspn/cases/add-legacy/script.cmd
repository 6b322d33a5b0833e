setspn -A HTTP/web.corp.example CORP\svc-web
setspn -A HTTP/portal.corp.example CORP\svc-old
setspn -A http/PORTAL.corp.example CORP\svc-web
