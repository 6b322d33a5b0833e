rem HOST/ of another computer answers for it
setspn -F -S HTTP/web01.corp.example CORP\svc-web
setspn -A cifs/web01 CORP\svc-web
rem the reverse
setspn -F -S HOST/portal.corp.example CORP\svc-old
rem its own, another port, and a class that HOST/ does not answer for
setspn -F -S HTTP/web01.corp.example CORP\WEB01$
setspn -F -S HTTP/web01.corp.example:8080 CORP\svc-web
setspn -F -S MSSQLSvc/web01 CORP\svc-web
