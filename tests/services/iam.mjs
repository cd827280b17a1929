// Reads questions as JSON from stdin and writes the decisions of @cloud-copilot/iam-simulate.
import { readFileSync } from 'node:fs'
import { runSimulation } from '@cloud-copilot/iam-simulate'

const decide = async ({ request, policies, boundary, trust }) => {
  const found = await runSimulation(
    {
      request,
      identityPolicies: policies.map((policy, index) => ({ name: `policy-${index}`, policy })),
      permissionBoundaryPolicies: boundary ? [{ name: 'boundary', policy: boundary }] : undefined,
      resourcePolicy: trust ?? undefined,
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  )
  return found.resultType === 'error' ? `Error: ${JSON.stringify(found.errors)}` : found.overallResult
}

const decisions = []
for (const question of JSON.parse(readFileSync(0, 'utf8'))) decisions.push(await decide(question))
process.stdout.write(JSON.stringify(decisions))
