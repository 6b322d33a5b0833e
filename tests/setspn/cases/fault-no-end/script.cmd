rem one
setspn -L CORP\svc-web