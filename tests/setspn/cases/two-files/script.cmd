setspn -F -S HTTP/emea CORP\svc-web
setspn -F -S HTTP/both EMEA\svc-emea
