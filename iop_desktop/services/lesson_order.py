"""The order in which lessons are listed and follow each other."""

from __future__ import annotations

from typing import Any

from sqlalchemy.sql.elements import SQLCoreOperations

from iop_desktop.models.lessons import Curriculum, Lesson, Module
from iop_desktop.rules.vocabulary import CurriculumOrigin


def in_order() -> tuple[SQLCoreOperations[Any], ...]:
    """Courses first, then what the clinic wrote itself; for a query that joins module and curriculum."""
    return (Curriculum.origin == CurriculumOrigin.CLINIC, Curriculum.code, Module.number, Lesson.number)
