setspn -D HOST/web01.corp.example WEB01
setspn -D HOST/WEB01 WEB01
setspn -R WEB01
setspn -R WEB01
setspn -R ASA
setspn -R svc-web
setspn -A HOST/web02.emea.corp.example svc-web
setspn -D HOST/web02 WEB02
setspn -R EMEA\WEB02
