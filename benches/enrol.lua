-- One enrolment a request, each of another person.
local token = os.getenv("TOKEN")
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

local count = 0
function request()
  count = count + 1
  local body = string.format('{"name":"Mesure %d-%d","email":"m-%d-%d@mesure.example"}', number, count, number, count)
  return wrk.format("POST", nil, { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json" }, body)
end
