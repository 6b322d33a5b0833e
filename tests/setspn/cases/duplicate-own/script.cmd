setspn -S HTTP/portal.corp.example CORP\svc-web
