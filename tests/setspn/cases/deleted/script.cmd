rem a deleted object is neither found nor in the way
setspn -F -S HTTP/gone CORP\svc-web
setspn -L CORP\svc-gone
