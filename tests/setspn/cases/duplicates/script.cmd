setspn -X
setspn -X -F -P
setspn -T * -T EMEA -X
