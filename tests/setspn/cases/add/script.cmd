setspn -S HTTP/web.corp.example CORP\svc-web
