"""AWS, one module a service. The only package that imports boto3; its errors are DeliveryErrors."""
