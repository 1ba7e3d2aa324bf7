"""A visitor without a browser: the messages a browser would send to a real server of the dashboard.

with serve() as address, Visitor(address, "upload", lang="fr") as visitor:
    visitor.drop(path)
    visitor.set("author", "Awa"), visitor.press("publish")
"""

from __future__ import annotations

import http.client
import time
import urllib.parse
import uuid
from http.cookies import SimpleCookie
from pathlib import Path
from types import TracebackType
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

SECONDS = 60.0


class Visitor:
    """One open tab. ``elements``: what stands on the page, by place, after the last script run."""

    def __init__(self, address: str, page: str = "", **query: str) -> None:
        self.address, self.page, self.query = address, page, urllib.parse.urlencode(query)
        self.host = address.removeprefix("http://")
        self.widgets: dict[str, WidgetState] = {}
        self.elements: dict[tuple[int, ...], Element] = {}
        self.exceptions: list[str] = []
        self.page_hash = ""

    def __enter__(self) -> Visitor:
        self.token = self._token()
        self.opened = connect(
            f"ws://{self.host}/_stcore/stream",
            origin=self.address,  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None,
            open_timeout=SECONDS,
        )
        self.socket = self.opened.__enter__()
        self.run()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.opened.__exit__(kind, error, trace)

    def _token(self) -> str:
        """The token against forged requests, which the server gives with its first answers."""
        link = http.client.HTTPConnection(self.host, timeout=SECONDS)
        link.request("GET", "/_stcore/health")
        cookies = SimpleCookie(link.getresponse().headers.get("set-cookie", ""))
        link.close()
        return cookies["_streamlit_xsrf"].value if "_streamlit_xsrf" in cookies else ""

    def send(self, *, seconds: float = SECONDS, wait: bool = True) -> float:
        """Have the script run with the widgets as they are now; the seconds until it has finished."""
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string, rerun.page_name, rerun.page_script_hash = self.query, self.page, self.page_hash
        rerun.widget_states.widgets.extend(self.widgets.values())
        begun = time.perf_counter()
        self.socket.send(message.SerializeToString())
        if wait:
            self._receive(begun + seconds)
        return time.perf_counter() - begun

    run = send

    def _receive(self, deadline: float) -> None:
        """Messages until the script has finished; one that is begun again is waited for too."""
        while True:
            message = ForwardMsg()
            message.ParseFromString(self.socket.recv(timeout=max(0.01, deadline - time.perf_counter())))  # type: ignore[arg-type]
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.elements.clear()
                self.page_hash = message.new_session.page_script_hash
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self._keep(tuple(message.metadata.delta_path), message.delta.new_element)
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return

    def _keep(self, place: tuple[int, ...], element: Element) -> None:
        self.elements[place] = element
        if element.WhichOneof("type") == "exception":
            self.exceptions.append(f"{element.exception.type}: {element.exception.message}")

    def texts(self) -> str:
        """Everything that is written on the page."""
        return "\n".join(str(element) for element in self.elements.values())

    def find(self, key: str) -> Any:
        """The widget whose key is ``key`` (begins with it, before a star) or whose label it is; else LookupError."""
        for element in self.elements.values():
            widget = getattr(element, element.WhichOneof("type") or "text")
            found, label = str(getattr(widget, "id", "")).rpartition("-")[2], str(getattr(widget, "label", ""))
            if key in (found, label) or (key.endswith("*") and found.startswith(key[:-1])):
                return widget
        raise LookupError(f"{key} is not on the page")

    def set(self, key: str, value: Any, *, wait: bool = True) -> float:
        """Give a widget a value (text, choice by place, a tick); the seconds until the page stands."""
        state = WidgetState(id=self.find(key).id)
        if isinstance(value, bool):
            state.bool_value = value
        elif isinstance(value, str):
            state.string_value = value
        elif isinstance(value, list):
            state.string_array_value.data.extend(value)
        else:
            state.int_value = value
        self.widgets[state.id] = state
        return self.send(wait=wait)

    def press(self, key: str, *, wait: bool = True) -> float:
        """Press a button; the seconds until the page stands."""
        state = WidgetState(id=self.find(key).id, trigger_value=True)
        self.widgets[state.id] = state
        try:
            return self.send(wait=wait)
        finally:
            del self.widgets[state.id]

    def drop(self, *paths: Path, key: str = "uploader_*") -> float:
        """Drop files; the seconds until they were read and checked."""
        widget = self.find(key)
        message = BackMsg()
        message.file_urls_request.request_id = uuid.uuid4().hex
        message.file_urls_request.file_names.extend(path.name for path in paths)
        message.file_urls_request.session_id = "unused"
        self.socket.send(message.SerializeToString())
        answer = ForwardMsg()
        while answer.WhichOneof("type") != "file_urls_response":
            answer.ParseFromString(self.socket.recv(timeout=SECONDS))  # type: ignore[arg-type]
        state = WidgetState(id=widget.id)
        for path, urls in zip(paths, answer.file_urls_response.file_urls, strict=True):
            size = self._put(urls.upload_url, path)
            info = state.file_uploader_state_value.uploaded_file_info.add(name=path.name, size=size)
            info.file_id = urls.file_id
            info.file_urls.CopyFrom(urls)
        self.widgets[state.id] = state
        return self.send()

    def _put(self, url: str, path: Path) -> int:
        """One file, as a browser sends it."""
        mark, content = uuid.uuid4().hex, path.read_bytes()
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
        link = http.client.HTTPConnection(self.host, timeout=SECONDS)
        headers = {
            "content-type": f"multipart/form-data; boundary={mark}",
            "origin": self.address,
            "cookie": f"_streamlit_xsrf={self.token}",
            "x-xsrftoken": self.token,
        }
        link.request("PUT", "/" + url.lstrip("/"), body, headers)
        answer = link.getresponse()
        assert answer.status in (200, 204), (answer.status, answer.read()[:300])
        link.close()
        return len(content)
