setspn -L CORP\svc-web
