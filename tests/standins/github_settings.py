"""What GitHub knows of a repository beside its work: environments, variables, secrets, OIDC."""

from typing import Any


class RepositorySettings:
    """Each method is one call of the API: its body, then the parts of its path."""

    def __init__(self, full_name: str, number: int) -> None:
        self.number = number
        self.environments: dict[str, dict[str, Any]] = {}
        self.variables: dict[str, dict[str, str]] = {}  # by path: /actions, /environments/NAME
        self.secrets: dict[str, list[str]] = {}
        self.repository: dict[str, Any] = {
            "full_name": full_name,
            "default_branch": "main",
            "private": False,
        }
        self.plan = ""
        self.subject = {"use_default": True, "sub_claim_prefix": f"repo:{full_name}"}

    def tell(self, body: Any) -> Any:
        return self.repository

    def tell_subject(self, body: Any) -> Any:
        return self.subject

    def put_subject(self, body: Any) -> Any:
        owner, name = self.repository["full_name"].split("/")
        if body.get("use_immutable_subject"):
            self.subject["sub_claim_prefix"] = f"repo:{owner}@123456/{name}@{self.number}"
        return {}

    def list_environments(self, body: Any) -> Any:
        return {"environments": [self.tell_environment(name) for name in self.environments]}

    def tell_environment(self, name: str) -> Any:
        found = self.environments[name]
        policy = found["deployment_branch_policy"]
        rules = [*found["rules"], *([{"id": 1, "type": "branch_policy"}] if policy else [])]
        return {
            "name": name,
            "deployment_branch_policy": policy,
            "protection_rules": rules,
        }

    def put_environment(self, body: Any, name: str) -> Any:
        """What a request does not name goes."""
        found = self.environments.setdefault(name, {"branches": []})
        found["deployment_branch_policy"] = body.get("deployment_branch_policy")
        found["rules"] = []
        if body.get("wait_timer"):
            found["rules"].append({"type": "wait_timer", "wait_timer": body["wait_timer"]})
        if body.get("reviewers"):
            people = [
                {"type": one["type"], "reviewer": {"id": one["id"]}} for one in body["reviewers"]
            ]
            told = {"prevent_self_review": body["prevent_self_review"], "reviewers": people}
            found["rules"].append({"type": "required_reviewers", **told})
        return self.tell_environment(name)

    def list_branches(self, body: Any, name: str) -> Any:
        found = self.environments[name]["branches"]
        return {"branch_policies": [{"name": one, "type": "branch"} for one in found]}

    def create_branch(self, body: Any, name: str) -> Any:
        self.environments[name]["branches"].append(body["name"])
        return body

    def list_variables(self, body: Any, where: str) -> Any:
        found = self.variables.get(where, {})
        return {"variables": [{"name": name, "value": value} for name, value in found.items()]}

    def tell_variable(self, body: Any, where: str, name: str) -> Any:
        found = self.variables.get(where, {})
        return {"name": name, "value": found[name]} if name in found else None

    def set_variable(self, body: Any, where: str, name: str = "") -> Any:
        self.variables.setdefault(where, {})[body["name"]] = body["value"]
        return {}

    def list_secrets(self, body: Any, where: str) -> Any:
        return {"secrets": [{"name": name} for name in self.secrets.get(where, [])]}
