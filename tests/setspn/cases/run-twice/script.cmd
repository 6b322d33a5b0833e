setspn -D HTTP/old.corp.example CORP\svc-old
setspn -F -S HTTP/old.corp.example CORP\svc-web
setspn -D HTTP/old.corp.example CORP\svc-old
setspn -F -S HTTP/old.corp.example CORP\svc-web
