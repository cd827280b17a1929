"""AWS, a module for each service. Nothing here knows of releases, previews or stages.

acm, amplify, cloudformation, cloudfront, cloudwatch, ecr, ecs, iam, lambda_functions, logs, rds,
s3, secretsmanager, sts

session      the clients of all services, and their errors as DeliveryError
consistency  what was made or deleted a moment ago
"""
