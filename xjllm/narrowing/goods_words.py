"""The words that `goods` knows: names of traded goods, and what stands around them."""

# Last words of the names of traded goods: what trade news of any country names, after the sections of the HS.
HEADS = """
    accessories aircraft alloys almonds alumina aluminium aluminum ammonia apparel apples appliances apricots asphalt
    automobiles autos backpacks bags barley batteries bauxite beans bearings bedwear beef beverages
    bicycles billets biscuits blankets boats bottles bread bricks bulldozers bullion buses butter cabbage
    cables camels cameras carbamide carpets cars cashews cattle caviar cells cement ceramics cereals
    chemicals cherries chickpeas chili chilli chillies chips chocolate cigarettes clothes clothing coal coats
    cobalt cocoa coffee coils coke components compressors computers concentrate concentrates confectionery
    copper corn cosmetics cotton cranes crude cucumbers curtains dates devices diamonds diesel displays
    dresses drinks drones drugs dumplings durians eggs electricity electronics engines equipment
    excavators explosives evs nevs fabric fabrics feed ferroalloys ferrochrome ferrosilicon fertiliser fertilisers
    fertilizer fertilizers fiber fibers fibre fibres fish flax flour flowers food foods foodstuffs footwear
    fruit fruits fuel fuels furniture garlic garments gas gasoline generators ginger glass gloves glue
    goats gold grain grains granite grapes gypsum handicrafts hats hazelnuts helmets hides honey hops
    horsemeat horses hosiery ingots instruments iron jackets jewellery jewelry juice juices jujubes
    kerosene ketchup kitchenware knitwear lamb lamps laptops leather lentils lighting linen lithium
    livestock locomotives logs lorries lubricants luggage lumber machinery machines magnesium maize
    manganese mangoes marble materials mattresses mazut meat medicines melons metal metals methanol
    microchips milk minerals minivans modules molybdenum motorbikes motorcycles motors mushrooms mutton
    naphtha nickel notebooks nuts oil oils oilseeds onions optics ore ores packaging paint pallets panels
    paper parcels parts pasta paste peanuts pears peas pepper peppers pesticides petrochemicals petrol petroleum
    pharmaceuticals phones phosphate phosphates pigments pipes pistachios plastics plums plywood polyester
    polyethylene polymers polypropylene polysilicon porcelain pork potash potatoes poultry
    products pulp pulses pumps raisins rapeseed rebar resin rice robots routers rubber rugs saffron salt
    sausages scooters seafood seedlings seeds semiconductors servers sesame sheep shirts shoes shrimp
    silicon silk silver slabs smartphones soap socks sorghum souvenirs soya soybeans spices sportswear
    stationery steel strawberries sugar suitcases sulfur sulphur sunflower supplies sweets tablets
    tableware tapioca tea televisions textiles tiles timber tin tires titanium tobacco toiletries tomatoes
    toothpaste towels toys tractors trailers transformers trousers trucks turbines tyres umbrellas
    underwear uranium urea vaccines valves vans vegetables vehicles wafers wagons walnuts watches
    watermelons wheat wine wines wire wires wood wool yarn yarns zinc
    acid acids adhesives ambulances bananas bikes blades calcium carbide cashmere castings chloride clocks
    conditioners drills dyes e-bikes earphones fasteners flaxseed foils forgings forklifts formula freezers
    graders harvesters hatchbacks headphones heaters hinges honeydew hydroxide inks inverters kiwis lavender
    lemons lenses licorice linseed loaders mandarins microwaves monitors nitrate olives oranges ovens
    pickers pickups pomegranates printers purifiers pvc pylons refrigerators resins rigs rods
    screws sealants sedans seeders shavers sheets soda solvents stoves sulfate suvs varnishes
    walnut wheelchairs articles fats
"""
# Words that end the name of goods where it is read backwards.
NOT_WITHIN_WORDS = """
    the a an of to from in on by at for with and or as its their his her our this that these those other
    such some many most more all any rose fell grew were was is are be been up down over under about
    nearly around almost worth total overall value volume exports imports export import exported imported
    exporting importing shipped sold bought sales shipments purchases deliveries purchased delivered
    including like especially mainly mostly brisk dominated between while whereas but which who where when
    overtaking surpassing replacing outpacing
    because chinese kazakh local foreign respectively said same new-found only even also still into
    through via per each both than saw recorded
    posted reported registered handled lower higher prices price demand orders tons tonnes units million
    billion thousand trillion yuan dollars percent pct cent worth's much less carrying carried main top
    major key accounted came reached amounted totaled stood increased decreased jumped surged climbed
    doubled tripled year month months quarters week weeks day days period quarter first half they it he
    she we you i not no nor against among within after before during since until
    included includes comprised terms
"""
# What is traded, but is no commodity.
NOT_GOODS_WORDS = """
    month year week quarter period day decade region province country
    enterprises companies firms businesses traders countries regions nations partners markets zone zones
    provinces kinds goods commodities trade total merchandise cargo freight value them it this that these
    those which all everything products items volume containers money business services what surplus
    deficit orders shipments exports imports trains trips amount such
"""
# What stands before goods or before "exports" and is not part of their name.
ADJECTIVES_WORDS = """
    without excluding except besides
    total overall foreign monthly annual quarterly german chinese kazakh russian italian french provincial
    regional national country region its their the adjusted seasonally private state domestic foreign-invested
    non-resource brisk sluggish strong weak more less many of in and while but with to from for as that those
    these both such meanwhile last year month bilateral two-way combined cross-border overseas net cumulative
    outbound inbound direct january february march april may june july august september october november
    december city prefecture province vietnam china xinjiang
"""
# What makes a commodity of "goods".
KINDS_OF_GOODS_WORDS = """
    labor-intensive labour-intensive consumer
    capital intermediate industrial manufactured agricultural household sporting leather electrical
    electronic engineering luxury finished semi-finished durable daily sanitary knitted cultural
"""
