rem one
setspn -L CORP\svc-web
rem three
