"""Saving views by name, and opening them again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from dhconsole import paths
from dhconsole.errors import DHError
from dhconsole.text.safe import safe_text
from dhconsole.tui.front import opened_grid
from dhconsole.tui.screens.picker import Picker, PickerItem
from dhconsole.tui.screens.prompt import Prompt

if TYPE_CHECKING:
    from dhconsole.core.saved_views import SavedViews as Store
    from dhconsole.tui.app import ConsoleApp


class ViewList(Picker["tuple[str, str]"]):
    """The saved views. Answers with what to do, and with which."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+x", "remove", "Remove", priority=True),
    ]

    def __init__(self, items: list[PickerItem[tuple[str, str]]]) -> None:
        super().__init__(
            "Saved views",
            items,
            empty="no view is saved yet; the palette's “Save the view” does it",
            note="Enter opens, Ctrl+X removes.",
        )

    def action_remove(self) -> None:
        if self.selected is not None:
            self.answer(("remove", self.selected.value[1]))


class SavedViews:
    """One method per action, of the app or of the grid in front."""

    APP = frozenset({"saved_views"})
    GRID = frozenset({"save_view"})

    def __init__(self, app: ConsoleApp) -> None:
        self._app = app

    def save_view(self) -> None:
        """Save the view in front under a name."""
        app, grid = self._app, opened_grid(self._app)
        spec = grid.view.spec if grid is not None else None
        if grid is None or spec is None:
            return
        recipe = grid.view.recipe
        try:
            known = set(self._store().names())
        except DHError as exc:
            app.tell(str(exc), bad=True)
            return
        confirmed: set[str] = set()

        def check(text: str) -> str | None:
            name = text.strip()
            if not name or safe_text(name) != name:
                return "Type a name."
            if name in known and name not in confirmed:
                confirmed.add(name)
                return f"{name} is saved already. Enter again replaces it."
            return None

        def named(text: str | None) -> None:
            if text:
                try:
                    self._store().put(text.strip(), recipe, spec)
                except DHError as exc:
                    app.tell(str(exc), bad=True)
                else:
                    app.tell(f"{text.strip()} is saved; “Saved views” opens it.")

        what = f"{grid.view.title} as it is shown: filters, sorts, columns, formats, totals."
        app.push_screen(Prompt("Save the view", what, initial=recipe.name, check=check), named)

    def saved_views(self) -> None:
        """Choose a saved view to open."""
        try:
            names = self._store().names()
        except DHError as exc:
            self._app.tell(str(exc), bad=True)
            return
        items = [PickerItem(name, root, ("open", name)) for name, root in sorted(names.items())]

        async def chosen(answer: tuple[str, str] | None) -> None:
            if answer is not None:
                await self._done(*answer)

        self._app.push_screen(ViewList(items), chosen)

    async def _done(self, what: str, name: str) -> None:
        try:
            if what == "remove":
                self._store().remove(name)
                self._app.tell(f"{name} is saved no more.")
            else:
                recipe = self._store().get(name)
                await self._app.opening.show(recipe, name)
        except DHError as exc:
            self._app.tell(str(exc), bad=True)

    def _store(self) -> Store:
        # Brings pyarrow, which by now has come with the connection.
        from dhconsole.core.saved_views import SavedViews as Store

        return Store(paths.config_dir() / "views.json")
