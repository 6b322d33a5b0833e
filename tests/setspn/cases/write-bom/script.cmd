setspn -D HTTP/old CORP\svc-old
