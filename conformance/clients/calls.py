"""Calls by the generated clients: one function for an application, which is given the package and the server's address."""

from importlib import import_module


def first_steps(package: str, origin: str) -> None:
    client, api = client_of(package, origin), f"{package}.api.default"
    read = import_module(f"{api}.read_item_items_item_id_get")
    equal(read.sync(3, client=client, q="lamp"), {"item_id": 3, "q": "lamp"})
    item = import_module(f"{package}.models.item").Item(name="Lamp", price=35.4)
    update = import_module(f"{api}.update_item_items_item_id_put")
    equal(update.sync(7, client=client, body=item).to_dict(), {"item_id": 7, "item_name": "Lamp"})


def bodies(package: str, origin: str) -> None:
    client, api = client_of(package, origin), f"{package}.api.items"
    models = import_module(f"{package}.models")
    item = models.Item(name="Lamp", price=2.5, tags=["a"], image=models.Image(url="http://example.com/a.png", name="A"))
    created = import_module(f"{api}.create_item_items_post").sync_detailed(client=client, body=item)
    equal((created.status_code, created.parsed.image.name, created.parsed.quantity), (201, "A", 1))
    item.price = -1.0
    refused = import_module(f"{api}.create_item_items_post").sync(client=client, body=item)
    equal([error.loc for error in refused.detail], [["body", "price"]])


def forms(package: str, origin: str) -> None:
    client, api = client_of(package, origin), f"{package}.api.default"
    models = import_module(f"{package}.models")
    text = import_module(f"{api}.text_text_post")
    equal(text.sync(client=client, body=models.BodyTextTextPost(note="hi", count=4)), {"note": "hi", "count": 4})


def groups(package: str, origin: str) -> None:
    client, api = client_of(package, origin), f"{package}.api.default"
    order = import_module(f"{package}.models").Order.UPDATED
    query = import_module(f"{api}.query_query_get")
    found = query.sync(client=client, limit=5, order_by=order, tags=["a", "b"])
    equal(found, {"limit": 5, "offset": 0, "order_by": "updated", "tags": ["a", "b"]})


def operations(package: str, origin: str) -> None:
    client, api = client_of(package, origin), f"{package}.api.default"
    models = import_module(f"{package}.models")
    one = import_module(f"{api}.include_include_get").sync_detailed(client=client)
    equal(one.status_code, 200)
    create = import_module(f"{api}.create_invoice_invoices_post")
    invoice = models.Invoice(id="a", total=1.5)
    equal(create.sync(client=client, body=invoice, callback_url="http://x.y/z"), {"msg": "Invoice received"})
    refused = create.sync(client=client, body=invoice, callback_url="x")
    equal([error.loc for error in refused.detail], [["query", "callback_url"]])


def client_of(package: str, origin: str):
    return import_module(package).Client(base_url=origin)


def equal(left: object, right: object) -> None:
    if left != right:
        raise AssertionError(f"{left!r} is not {right!r}")
