"""One operation a type, for the query and for a field of a body: what each type accepts and refuses."""

from enum import Enum
from typing import Annotated, Any

from fastapi import FastAPI, Query
from pydantic import BaseModel, Field

app = FastAPI(title="Validation")


class Color(str, Enum):
    RED = "red"
    BLUE = "blue"


class A(BaseModel):
    x: int
    name: str


class IntField(BaseModel):
    v: int


class FloatField(BaseModel):
    v: float


class BoolField(BaseModel):
    v: bool


class StrField(BaseModel):
    v: str


class EnumField(BaseModel):
    v: Color


class AnyField(BaseModel):
    v: Any


class NoneField(BaseModel):
    v: None


class IntsField(BaseModel):
    v: list[int]


class ModelField(BaseModel):
    v: A


class ModelsField(BaseModel):
    v: list[A]


class MaybeStrField(BaseModel):
    v: str | None = None


class IntGt5Field(BaseModel):
    v: Annotated[int, Field(gt=5)]


class IntGe5Field(BaseModel):
    v: Annotated[int, Field(ge=5)]


class IntLt5Field(BaseModel):
    v: Annotated[int, Field(lt=5)]


class IntLe5Field(BaseModel):
    v: Annotated[int, Field(le=5)]


class IntMultipleOf3Field(BaseModel):
    v: Annotated[int, Field(multiple_of=3)]


class IntGt0Lt10Field(BaseModel):
    v: Annotated[int, Field(gt=0, lt=10)]


class FloatGt1Field(BaseModel):
    v: Annotated[float, Field(gt=1.5)]


class FloatGt0Field(BaseModel):
    v: Annotated[float, Field(gt=0)]


class FloatLe10Field(BaseModel):
    v: Annotated[float, Field(le=10.0)]


class FloatMultipleField(BaseModel):
    v: Annotated[float, Field(multiple_of=0.5)]


class StrMin3Max5Field(BaseModel):
    v: Annotated[str, Field(min_length=3, max_length=5)]


class StrMin1Field(BaseModel):
    v: Annotated[str, Field(min_length=1)]


class StrMax1Field(BaseModel):
    v: Annotated[str, Field(max_length=1)]


class IntsMin1Field(BaseModel):
    v: Annotated[list[int], Field(min_length=1)]


class IntsMin2Max3Field(BaseModel):
    v: Annotated[list[int], Field(min_length=2, max_length=3)]


@app.get("/int")
async def query_int(v: int) -> IntField:
    return IntField(v=v)


@app.get("/float")
async def query_float(v: float) -> FloatField:
    return FloatField(v=v)


@app.get("/bool")
async def query_bool(v: bool) -> BoolField:
    return BoolField(v=v)


@app.get("/str")
async def query_str(v: str) -> StrField:
    return StrField(v=v)


@app.get("/enum")
async def query_enum(v: Color) -> EnumField:
    return EnumField(v=v)


@app.get("/ints")
async def query_ints(v: Annotated[list[int], Query()]) -> IntsField:
    return IntsField(v=v)


@app.get("/ints-min2-max3")
async def query_ints_min2_max3(v: Annotated[list[int], Query(min_length=2, max_length=3)]) -> IntsField:
    return IntsField(v=v)


@app.get("/str-min3-max5")
async def query_str_min3_max5(v: Annotated[str, Query(min_length=3, max_length=5)]) -> StrField:
    return StrField(v=v)


@app.post("/int")
async def body_int(body: IntField) -> IntField:
    return body


@app.post("/float")
async def body_float(body: FloatField) -> FloatField:
    return body


@app.post("/bool")
async def body_bool(body: BoolField) -> BoolField:
    return body


@app.post("/str")
async def body_str(body: StrField) -> StrField:
    return body


@app.post("/enum")
async def body_enum(body: EnumField) -> EnumField:
    return body


@app.post("/any")
async def body_any(body: AnyField) -> AnyField:
    return body


@app.post("/none")
async def body_none(body: NoneField) -> NoneField:
    return body


@app.post("/ints")
async def body_ints(body: IntsField) -> IntsField:
    return body


@app.post("/model")
async def body_model(body: ModelField) -> ModelField:
    return body


@app.post("/models")
async def body_models(body: ModelsField) -> ModelsField:
    return body


@app.post("/bounded")
async def body_bounded(body: ModelsField) -> ModelsField:
    return body


@app.post("/maybe-str")
async def body_maybe_str(body: MaybeStrField) -> MaybeStrField:
    return body


@app.post("/int-gt5")
async def body_int_gt5(body: IntGt5Field) -> IntGt5Field:
    return body


@app.post("/int-ge5")
async def body_int_ge5(body: IntGe5Field) -> IntGe5Field:
    return body


@app.post("/int-lt5")
async def body_int_lt5(body: IntLt5Field) -> IntLt5Field:
    return body


@app.post("/int-le5")
async def body_int_le5(body: IntLe5Field) -> IntLe5Field:
    return body


@app.post("/int-multiple-of-3")
async def body_int_multiple_of_3(body: IntMultipleOf3Field) -> IntMultipleOf3Field:
    return body


@app.post("/int-gt0-lt10")
async def body_int_gt0_lt10(body: IntGt0Lt10Field) -> IntGt0Lt10Field:
    return body


@app.post("/float-gt1")
async def body_float_gt1(body: FloatGt1Field) -> FloatGt1Field:
    return body


@app.post("/float-gt0")
async def body_float_gt0(body: FloatGt0Field) -> FloatGt0Field:
    return body


@app.post("/float-le10")
async def body_float_le10(body: FloatLe10Field) -> FloatLe10Field:
    return body


@app.post("/float-multiple")
async def body_float_multiple(body: FloatMultipleField) -> FloatMultipleField:
    return body


@app.post("/str-min3-max5")
async def body_str_min3_max5(body: StrMin3Max5Field) -> StrMin3Max5Field:
    return body


@app.post("/str-min1")
async def body_str_min1(body: StrMin1Field) -> StrMin1Field:
    return body


@app.post("/str-max1")
async def body_str_max1(body: StrMax1Field) -> StrMax1Field:
    return body


@app.post("/ints-min1")
async def body_ints_min1(body: IntsMin1Field) -> IntsMin1Field:
    return body


@app.post("/ints-min2-max3")
async def body_ints_min2_max3(body: IntsMin2Max3Field) -> IntsMin2Max3Field:
    return body
