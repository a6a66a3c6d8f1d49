"""UUIDs, URLs and IP addresses."""

from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import (
    UUID1,
    UUID4,
    UUID5,
    UUID7,
    AnyHttpUrl,
    AnyUrl,
    BaseModel,
    EmailStr,
    FileUrl,
    FtpUrl,
    HttpUrl,
    NameEmail,
    WebsocketUrl,
)
from pydantic.networks import IPvAnyAddress, IPvAnyInterface, IPvAnyNetwork

router = APIRouter()


class UuidField(BaseModel):
    v: UUID


@router.post("/uuid")
def post_uuid(body: UuidField) -> UuidField:
    return body


@router.get("/uuid")
def get_uuid(v: Annotated[UUID, Query()]) -> UuidField:
    return UuidField(v=v)


class Uuid1Field(BaseModel):
    v: UUID1


@router.post("/uuid1")
def post_uuid1(body: Uuid1Field) -> Uuid1Field:
    return body


@router.get("/uuid1")
def get_uuid1(v: Annotated[UUID1, Query()]) -> Uuid1Field:
    return Uuid1Field(v=v)


class Uuid4Field(BaseModel):
    v: UUID4


@router.post("/uuid4")
def post_uuid4(body: Uuid4Field) -> Uuid4Field:
    return body


@router.get("/uuid4")
def get_uuid4(v: Annotated[UUID4, Query()]) -> Uuid4Field:
    return Uuid4Field(v=v)


class Uuid5Field(BaseModel):
    v: UUID5


@router.post("/uuid5")
def post_uuid5(body: Uuid5Field) -> Uuid5Field:
    return body


@router.get("/uuid5")
def get_uuid5(v: Annotated[UUID5, Query()]) -> Uuid5Field:
    return Uuid5Field(v=v)


class Uuid7Field(BaseModel):
    v: UUID7


@router.post("/uuid7")
def post_uuid7(body: Uuid7Field) -> Uuid7Field:
    return body


@router.get("/uuid7")
def get_uuid7(v: Annotated[UUID7, Query()]) -> Uuid7Field:
    return Uuid7Field(v=v)


class UrlField(BaseModel):
    v: AnyUrl


@router.post("/url")
def post_url(body: UrlField) -> UrlField:
    return body


@router.get("/url")
def get_url(v: Annotated[AnyUrl, Query()]) -> UrlField:
    return UrlField(v=v)


class AnyHttpUrlField(BaseModel):
    v: AnyHttpUrl


@router.post("/any_http_url")
def post_any_http_url(body: AnyHttpUrlField) -> AnyHttpUrlField:
    return body


@router.get("/any_http_url")
def get_any_http_url(v: Annotated[AnyHttpUrl, Query()]) -> AnyHttpUrlField:
    return AnyHttpUrlField(v=v)


class HttpUrlField(BaseModel):
    v: HttpUrl


@router.post("/http_url")
def post_http_url(body: HttpUrlField) -> HttpUrlField:
    return body


@router.get("/http_url")
def get_http_url(v: Annotated[HttpUrl, Query()]) -> HttpUrlField:
    return HttpUrlField(v=v)


class WebsocketUrlField(BaseModel):
    v: WebsocketUrl


@router.post("/websocket_url")
def post_websocket_url(body: WebsocketUrlField) -> WebsocketUrlField:
    return body


@router.get("/websocket_url")
def get_websocket_url(v: Annotated[WebsocketUrl, Query()]) -> WebsocketUrlField:
    return WebsocketUrlField(v=v)


class FileUrlField(BaseModel):
    v: FileUrl


@router.post("/file_url")
def post_file_url(body: FileUrlField) -> FileUrlField:
    return body


@router.get("/file_url")
def get_file_url(v: Annotated[FileUrl, Query()]) -> FileUrlField:
    return FileUrlField(v=v)


class FtpUrlField(BaseModel):
    v: FtpUrl


@router.post("/ftp_url")
def post_ftp_url(body: FtpUrlField) -> FtpUrlField:
    return body


@router.get("/ftp_url")
def get_ftp_url(v: Annotated[FtpUrl, Query()]) -> FtpUrlField:
    return FtpUrlField(v=v)


class Ipv4Field(BaseModel):
    v: IPv4Address


@router.post("/ipv4")
def post_ipv4(body: Ipv4Field) -> Ipv4Field:
    return body


@router.get("/ipv4")
def get_ipv4(v: Annotated[IPv4Address, Query()]) -> Ipv4Field:
    return Ipv4Field(v=v)


class Ipv6Field(BaseModel):
    v: IPv6Address


@router.post("/ipv6")
def post_ipv6(body: Ipv6Field) -> Ipv6Field:
    return body


@router.get("/ipv6")
def get_ipv6(v: Annotated[IPv6Address, Query()]) -> Ipv6Field:
    return Ipv6Field(v=v)


class IpField(BaseModel):
    v: IPvAnyAddress


@router.post("/ip")
def post_ip(body: IpField) -> IpField:
    return body


@router.get("/ip")
def get_ip(v: Annotated[IPvAnyAddress, Query()]) -> IpField:
    return IpField(v=v)


class Ipv4NetworkField(BaseModel):
    v: IPv4Network


@router.post("/ipv4_network")
def post_ipv4_network(body: Ipv4NetworkField) -> Ipv4NetworkField:
    return body


@router.get("/ipv4_network")
def get_ipv4_network(v: Annotated[IPv4Network, Query()]) -> Ipv4NetworkField:
    return Ipv4NetworkField(v=v)


class Ipv6NetworkField(BaseModel):
    v: IPv6Network


@router.post("/ipv6_network")
def post_ipv6_network(body: Ipv6NetworkField) -> Ipv6NetworkField:
    return body


@router.get("/ipv6_network")
def get_ipv6_network(v: Annotated[IPv6Network, Query()]) -> Ipv6NetworkField:
    return Ipv6NetworkField(v=v)


class IpNetworkField(BaseModel):
    v: IPvAnyNetwork


@router.post("/ip_network")
def post_ip_network(body: IpNetworkField) -> IpNetworkField:
    return body


@router.get("/ip_network")
def get_ip_network(v: Annotated[IPvAnyNetwork, Query()]) -> IpNetworkField:
    return IpNetworkField(v=v)


class Ipv4InterfaceField(BaseModel):
    v: IPv4Interface


@router.post("/ipv4_interface")
def post_ipv4_interface(body: Ipv4InterfaceField) -> Ipv4InterfaceField:
    return body


@router.get("/ipv4_interface")
def get_ipv4_interface(v: Annotated[IPv4Interface, Query()]) -> Ipv4InterfaceField:
    return Ipv4InterfaceField(v=v)


class Ipv6InterfaceField(BaseModel):
    v: IPv6Interface


@router.post("/ipv6_interface")
def post_ipv6_interface(body: Ipv6InterfaceField) -> Ipv6InterfaceField:
    return body


@router.get("/ipv6_interface")
def get_ipv6_interface(v: Annotated[IPv6Interface, Query()]) -> Ipv6InterfaceField:
    return Ipv6InterfaceField(v=v)


class IpInterfaceField(BaseModel):
    v: IPvAnyInterface


@router.post("/ip_interface")
def post_ip_interface(body: IpInterfaceField) -> IpInterfaceField:
    return body


@router.get("/ip_interface")
def get_ip_interface(v: Annotated[IPvAnyInterface, Query()]) -> IpInterfaceField:
    return IpInterfaceField(v=v)


class EmailField(BaseModel):
    v: EmailStr


@router.post("/email")
def post_email(body: EmailField) -> EmailField:
    return body


@router.get("/email")
def get_email(v: Annotated[EmailStr, Query()]) -> EmailField:
    return EmailField(v=v)


class NameEmailField(BaseModel):
    v: NameEmail


@router.post("/name_email")
def post_name_email(body: NameEmailField) -> NameEmailField:
    return body


@router.get("/name_email")
def get_name_email(v: Annotated[NameEmail, Query()]) -> NameEmailField:
    return NameEmailField(v=v)
