setspn -F -S HTTP/old.corp.example CORP\svc-web
