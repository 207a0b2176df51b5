-- One enrolment a request by the form that everybody sees: each of another person, without an account, from another address
-- of the network, as the proxy that is believed tells it.
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

local count = 0
function request()
  count = count + 1
  local from = string.format("10.%d.%d.%d", number % 256, math.floor(count / 250) % 256, count % 250 + 1)
  local body = string.format("name=Mesure+%d-%d&email=f-%d-%d%%40mesure.example", number, count, number, count)
  return wrk.format("POST", nil, { ["Content-Type"] = "application/x-www-form-urlencoded", ["X-Forwarded-For"] = from }, body)
end
