"""The API: POST /api/ask, one question to one answer."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from app.asking import Desk
from app.errors import QuestionFault
from app.settings import HISTORY_CAP
from app.web.problems import problem
from source.errors import DuizhaoError


class Asked(BaseModel):
    """A question to /api/ask; `history` holds earlier questions only, `id` is given back."""

    question: str
    history: list[str] = Field(default_factory=list, max_length=10 * HISTORY_CAP)
    id: str = Field(default="q-1", max_length=200)


def api(desk: Desk) -> APIRouter:
    """The API's addresses over one desk."""
    router = APIRouter(prefix="/api")

    @router.post("/ask")
    def ask(asked: Asked) -> JSONResponse:
        """One question to one answer, in the documented shape."""
        try:
            return JSONResponse(desk.answer(asked.question, asked.history, id=asked.id).to_json())
        except QuestionFault as fault:
            return problem(422, "not a question", str(fault))
        except DuizhaoError as fault:
            print(f"duizhao: {fault}", flush=True)
            return problem(503, "cannot answer now", fault.sentence)

    return router
