rem neither forest knows of the other
setspn -F -S HTTP/web CORP\svc-web
setspn -F -Q HTTP/web
setspn -T fabrikam.example -F -Q HTTP/web
rem unless both are asked
setspn -T CORP -T FABRIKAM -F -S HTTP/shop CORP\svc-web
setspn -T CORP -T FABRIKAM -F -X -P
