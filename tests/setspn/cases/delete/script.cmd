setspn -D http/OLD CORP\svc-old
setspn -D HTTP/old CORP\svc-old
setspn -D HTTP/emea.corp.example CORP\svc-old
