setspn -D HTTP/old CORP\svc-old
setspn -F -S HTTP/OLD CORP\svc-old
