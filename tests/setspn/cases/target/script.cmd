setspn -T emea.corp.example -S HTTP/emea.corp.example CORP\svc-web
setspn -T EMEA -T * -S HTTP/emea.corp.example CORP\svc-web
setspn -T EMEA -S HTTP/portal.corp.example CORP\svc-web
setspn -T "" -T corp -S HTTP/target.corp.example EMEA\svc-emea
setspn -T CORP -T EMEA -F -S HTTP/both.corp.example CORP\svc-web
setspn -T ASIA -S HTTP/asia.corp.example CORP\svc-web
setspn -S HTTP/asia.corp.example CORP\svc-web -T
