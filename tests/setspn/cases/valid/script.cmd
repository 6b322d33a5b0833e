setspn -S HTTP/portal:8080 CORP\svc-web
setspn -S MSSQLSvc/sql01:INSTANCE CORP\svc-web
setspn -S ldap/dc1.corp.example/corp.example CORP\svc-web
