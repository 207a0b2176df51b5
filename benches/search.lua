-- The inbox searched by one, two and three words, common ones and rare ones, in turn.
local asked = {
  "embargo", "métadonnées", "licence partenaire", "enregistrements sonores", "disque externe", "relecture données",
  "sauvegarde jamais testée", "doctorante article", "retraite", "simulations analyse", "traitement vidéos terrain", "contrat",
}
local cookie = os.getenv("COOKIE")
local count = 0

local function encoded(words)
  return (words:gsub("[^%w ]", function(byte) return string.format("%%%02X", string.byte(byte)) end):gsub(" ", "+"))
end

function request()
  count = count + 1
  return wrk.format("GET", "/inbox?q=" .. encoded(asked[count % #asked + 1]), { ["Cookie"] = cookie })
end
