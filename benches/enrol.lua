-- One enrolment a request, each of another person; where several run at once, WHO tells them apart.
local token = os.getenv("TOKEN")
local who = (os.getenv("WHO") or "m"):gsub("%W+", "")
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

local count = 0
function request()
  count = count + 1
  local body = string.format('{"name":"Mesure %d-%d","email":"%s-%d-%d@mesure.example"}', number, count, who, number, count)
  return wrk.format("POST", nil, { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json" }, body)
end
