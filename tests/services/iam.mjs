// Reads lines of evaluations in JSON from stdin. Writes for each line one of the decisions of
// @cloud-copilot/iam-simulate, and ends with stdin.
import { createInterface } from 'node:readline'
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

for await (const line of createInterface({ input: process.stdin })) {
  const decisions = []
  for (const evaluation of JSON.parse(line)) decisions.push(await decide(evaluation))
  process.stdout.write(`${JSON.stringify(decisions)}\n`)
}
