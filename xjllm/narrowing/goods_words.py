"""The words that `goods` knows: names of traded goods, and what stands around them."""

# Last words of the names of traded goods: what trade news of any country names, after the sections of the HS.
HEADS = """
    aircraft alloys aluminium aluminum ammonia apparel apples appliances apricots asphalt automobiles autos bags
    barley batteries beans beef bicycles boats bullion buses butter cabbage cables cameras cars caviar cells
    cement ceramics cereals chemicals cherries chickpeas chips cigarettes clothes clothing coal cobalt cocoa
    coffee coke components computers concentrate concentrates copper corn cosmetics cotton crude dates devices
    diamonds diesel drugs dumplings durians eggs electricity electronics engines equipment excavators fabric
    fabrics feed ferroalloys fertiliser fertilisers fertilizer fertilizers fibers fibre fibres fish flax flour
    flowers food foods foodstuffs footwear fruit fruits fuel fuels furniture garlic garments gas gasoline glass
    gold grain grains grapes handicrafts honey hops instruments iron jewellery jewelry juice ketchup laptops
    leather lentils lighting lithium livestock locomotives logs lorries lubricants luggage lumber machinery
    machines magnesium maize manganese mangoes materials meat medicines melons metal metals methanol milk
    minerals modules molybdenum motorcycles motors naphtha nickel notebooks nuts oil oils oilseeds onions ore
    ores paper parts paste peanuts pears peas pepper pesticides petrochemicals petrol petroleum pharmaceuticals
    phones phosphates pigments pipes plastics plums plywood polyester polyethylene polymers polypropylene
    polysilicon pork potatoes poultry products pulp pulses raisins rapeseed rice rubber rugs saffron salt
    scooters seafood seeds semiconductors servers sesame shoes shrimp silicon silk silver smartphones soap
    sorghum soya soybeans spices steel strawberries sugar sulfur sulphur sunflower supplies tablets tapioca tea
    televisions textiles tiles timber tin tires titanium tobacco toiletries tomatoes toys tractors trailers
    trucks turbines tyres umbrellas uranium urea vegetables vehicles wagons walnuts watermelons wheat wine wines
    wood wool yarn yarns zinc
"""
# Words that end the name of goods where it is read backwards.
NOT_WITHIN_WORDS = """
    the a an of to from in on by at for with and or as its their his her our this that these those other such
    some many most more all any rose fell grew were was is are be been up down over under about nearly around
    almost worth total overall value volume exports imports export import exported imported exporting importing
    shipped sold bought sales shipments purchases deliveries purchased delivered including like especially
    mainly mostly brisk dominated between while whereas but which who where when because chinese kazakh local
    foreign respectively said same new-found only even also still into through via per each both than lower
    higher prices price demand orders tons tonnes units million billion thousand trillion yuan dollars percent
    pct cent worth's much less carrying carried main top major key accounted came reached amounted totaled stood
    increased decreased jumped surged climbed doubled tripled year month quarter first half they it he she we
    you i not no nor against among within after before during since until
"""
# What is traded, but is no commodity.
NOT_GOODS_WORDS = """
    goods commodities trade total merchandise cargo freight value them it this that these those which all
    everything products items volume containers money business services what surplus deficit orders shipments
    exports imports parcels packages packets trains trips amount such
"""
# What stands before goods or before "exports" and is not part of their name.
ADJECTIVES_WORDS = """
    total overall foreign monthly annual quarterly german chinese kazakh russian italian french provincial
    regional national country region its their the adjusted seasonally private state domestic foreign-invested
    non-resource brisk sluggish strong weak more less many of in and while but with to from for as that those
    these both such meanwhile last year month bilateral two-way combined cross-border overseas net cumulative
    outbound inbound direct january february march april may june july august september october november
    december city prefecture province vietnam china xinjiang
"""
