setspn -D HTTP/old CORP\svc-old
setspn -S HTTP/old CORP\svc-web
