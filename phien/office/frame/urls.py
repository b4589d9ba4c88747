"""Paths of the frame, after `/<coop>/`."""

from django.urls import path

from phien.office.frame import inviting, people, security, views

app_name = "frame"
urlpatterns = [
    path("", views.home, name="home"),
    path("more/", views.more, name="more"),
    path("settings/", views.settings, name="settings"),
    path("activity/", views.record, name="record"),
    path("people/", people.people, name="people"),
    path("people/new/", inviting.new, name="new_person"),
    path("people/invitations/<int:invitation_id>/link/", inviting.link, name="invitation_link"),
    path("people/invitations/<int:invitation_id>/withdrawal/", inviting.withdrawal, name="withdrawal"),
    path("people/invitations/<int:invitation_id>/return/", inviting.taken_back, name="invitation_return"),
    path("people/security/", security.security, name="security"),
    path("people/security/password-only/", security.password_only, name="password_only"),
    path("people/<int:person_id>/sign-out/", security.sign_out, name="sign_out"),
    path("people/<int:person_id>/lost-phone/", security.lost_phone, name="lost_phone"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/link/", people.link, name="link"),
    path("people/<int:person_id>/removal/", people.removal, name="removal"),
    path("people/<int:person_id>/former-roles/", people.former, name="former"),
    path("people/<int:person_id>/return/", people.taken_back, name="return"),
]
