-- One ticket a request, each from another address.
local token = os.getenv("TOKEN")
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

local count = 0
function request()
  count = count + 1
  local body = string.format(
    '{"subject":"Mesure %d-%d","body":"Où déposer nos enquêtes avant la fin du projet ?","region":"44","discipline":"5.4",'
      .. '"requester":{"name":"Mesure","email":"equipe-%d-%d@mesure.example"},"language":"fr"}',
    number, count, number, count)
  return wrk.format("POST", nil, { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json" }, body)
end
